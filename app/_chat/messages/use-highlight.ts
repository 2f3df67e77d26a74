import { useEffect, useState } from "react";

const flashMs = 1300;

/** The one row that glows because somebody jumped to it, and how to make another glow. */
export function useHighlight(): [flashed: string | null, flash: (key: string) => void] {
	const [flashed, setFlashed] = useState<string | null>(null);
	useEffect(() => {
		if (flashed === null) return;
		const timer = setTimeout(() => setFlashed(null), flashMs);
		return () => clearTimeout(timer);
	}, [flashed]);
	return [flashed, setFlashed];
}
