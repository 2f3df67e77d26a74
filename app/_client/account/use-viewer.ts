"use client";

import { createContext, useContext } from "react";
import useSWR from "swr";
import type { OwnUser } from "@/lib/realtime/protocol";
import { onlyChanges } from "../only-changes";

/** Whether the page was rendered for a signed-in user: otherwise no request that needs a session is sent. */
export const SignedIn = createContext(false);

export const useSignedIn = () => useContext(SignedIn);

/** The user's own account, or null for a guest. */
export function useViewer(): OwnUser | null {
	const signedIn = useSignedIn();
	const { data } = useSWR<{ user: OwnUser }>(signedIn ? "/api/account" : null, onlyChanges);
	return data?.user ?? null;
}
