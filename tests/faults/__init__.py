"""What may go wrong around the bot: killed processes, full disks, files that others hold."""
