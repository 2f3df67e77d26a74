"use client";

import { createContext, useContext } from "react";
import useSWR from "swr";
import type { OwnUser } from "@/lib/realtime/protocol";

/** Whether the page was made for somebody signed in: without it nothing that needs a session is asked for. */
export const SignedIn = createContext(false);

export const useSignedIn = () => useContext(SignedIn);

/** One's own account, or null for a visitor. */
export function useViewer(): OwnUser | null {
	const signedIn = useSignedIn();
	const { data } = useSWR<{ user: OwnUser }>(signedIn ? "/api/account" : null);
	return data?.user ?? null;
}
