/** Milliseconds of a processor that this process has taken: unlike a clock's, they stand still while others have it. */
export function processorMs(): number {
	const { user, system } = process.cpuUsage();
	return (user + system) / 1000;
}
