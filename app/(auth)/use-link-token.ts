"use client";

import { useSyncExternalStore } from "react";

/** Another link that is opened in the same tab changes only the fragment: begin anew, without the result of the first. */
function subscribe() {
	const reload = () => location.reload();
	addEventListener("hashchange", reload);
	return () => removeEventListener("hashchange", reload);
}

const read = (name: string) => new URLSearchParams(location.hash.slice(1)).get(name) ?? "";

/** A value in the fragment of the link that led here, such as its token. */
export const useLinkToken = (name = "token"): string =>
	useSyncExternalStore(
		subscribe,
		() => read(name),
		() => "",
	);
