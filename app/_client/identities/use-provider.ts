"use client";

import { useEffect } from "react";
import { useSubmit } from "../forms/use-submit";

/** Begins a flow with a provider by a request that answers with the address there, and goes to it. */
export function useProvider(begin: (providerId: string) => Promise<{ url: string }>) {
	useEffect(() => {
		// The button would still be busy when the user comes back with the browser's button.
		const onShow = (event: PageTransitionEvent) => event.persisted && location.reload();
		addEventListener("pageshow", onShow);
		return () => removeEventListener("pageshow", onShow);
	}, []);
	return useSubmit(async (providerId: string) => {
		const { url } = await begin(providerId);
		location.assign(url);
		await new Promise(() => {});
	});
}
