"use client";

import { useEffect, useState } from "react";

const spokenMs = 1000;

/** Announces the title of a page that the browser has opened by itself. Next announces those of the server. */
export function RouteAnnouncer({ title }: { title: string }) {
	const [text, setText] = useState("");
	useEffect(() => {
		setText(title);
		const timer = setTimeout(() => setText(""), spokenMs);
		return () => clearTimeout(timer);
	}, [title]);
	return (
		<p aria-live="assertive" className="sr-only">
			{text}
		</p>
	);
}
