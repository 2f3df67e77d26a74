"use client";

import { createContext, type ReactNode, useContext } from "react";
import { SWRConfig } from "swr";
import { api } from "@/app/_client/api";
import { useReauthentication } from "../settings/use-reauthentication";

type WithProof = ReturnType<typeof useReauthentication>["withProof"];

const Proof = createContext<WithProof>((call) => call());

/** Makes a call of the administration: asks for a new one if the last proof of identity is too old. */
export const useWithProof = () => useContext(Proof);

/** The frame of the administration. Everything that its pages read is read with `withProof`. */
export function AdminAccess({ children }: { children: ReactNode }) {
	const { withProof, dialog } = useReauthentication();
	return (
		<Proof value={withProof}>
			{/* A window that is focused again must not ask for a proof by itself. */}
			<SWRConfig value={{ fetcher: (path: string) => withProof(() => api.get(path)), revalidateOnFocus: false }}>
				{children}
			</SWRConfig>
			{dialog}
		</Proof>
	);
}
