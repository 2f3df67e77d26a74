/** Runs after this many frames; returns a function that cancels it. */
export function afterFrames(count: number, run: () => void): () => void {
	let frame = 0;
	const wait = (left: number) => {
		frame = requestAnimationFrame(() => (left > 1 ? wait(left - 1) : run()));
	};
	wait(count);
	return () => cancelAnimationFrame(frame);
}
