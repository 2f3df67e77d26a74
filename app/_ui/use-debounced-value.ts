"use client";

import { useEffect, useState } from "react";

/** The typed text, once typing pauses. */
export function useDebouncedValue(text: string): string {
	const [settled, setSettled] = useState(text);
	useEffect(() => {
		const timer = setTimeout(() => setSettled(text), 250);
		return () => clearTimeout(timer);
	}, [text]);
	return settled;
}
