"""Cards, pagers, pickers and forms: values of the domain become Discord messages within Discord's limits."""
