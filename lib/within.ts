/** The result of the work, or an error if it takes longer. The work itself goes on. */
export async function within<T>(
	ms: number,
	work: Promise<T>,
	lateError: () => Error = () => new Error("late"),
): Promise<T> {
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<never>((_, reject) => {
		timer = setTimeout(() => reject(lateError()), ms);
	});
	try {
		return await Promise.race([work, late]);
	} finally {
		clearTimeout(timer);
	}
}
