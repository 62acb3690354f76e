// Loaded before the measured program: says at its end how much memory it had at most, in KiB, and its time of processors, in microseconds.
process.on("exit", () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  process.stderr.write(`\npeak ${maxRSS}\nprocessors ${userCPUTime + systemCPUTime}\n`);
});
