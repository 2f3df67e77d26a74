import { useEffect, useState } from "react";

const flashMs = 1300;

/** The key of the highlighted row, and a function that highlights another one. */
export function useHighlight(): [flashed: string | null, flash: (key: string) => void] {
	const [flashed, setFlashed] = useState<string | null>(null);
	useEffect(() => {
		if (flashed === null) return;
		const timer = setTimeout(() => setFlashed(null), flashMs);
		return () => clearTimeout(timer);
	}, [flashed]);
	return [flashed, setFlashed];
}
