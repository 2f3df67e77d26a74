"use client";

import { createContext, useContext } from "react";
import useSWR, { useSWRConfig } from "swr";
import type { OwnUser } from "@/lib/realtime/protocol";
import { api } from "../api";
import { onlyChanges } from "../only-changes";
import { loadAccount } from "./load-account";

type Account = { user: OwnUser };

/** Whether the page was rendered for a signed-in user: otherwise no request that needs a session is sent. */
export const SignedIn = createContext(false);

export const useSignedIn = () => useContext(SignedIn);

/** The user's own account, or null for a guest. It stays the user's for whom the page was rendered. */
export function useViewer(): OwnUser | null {
	const signedIn = useSignedIn();
	const first = useSWRConfig().fallback["/api/account"] as Account | undefined;
	const load = () => loadAccount(first?.user.id, api.get);
	const { data } = useSWR<Account>(signedIn ? "/api/account" : null, load, onlyChanges);
	return data?.user ?? null;
}
