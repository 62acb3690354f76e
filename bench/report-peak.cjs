// Loaded before the measured program: says at its end how much memory it had at most, in KiB.
process.on("exit", () => process.stderr.write(`\npeak ${process.resourceUsage().maxRSS}\n`));
