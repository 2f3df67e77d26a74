"use client";

import { type ReactNode, useCallback, useRef, useState } from "react";
import { asApiError } from "@/app/_client/api";
import { lazy } from "@/app/_ui/lazy";

const ReauthenticateDialog = lazy(() =>
	import("./reauthenticate-dialog").then((module) => module.ReauthenticateDialog),
);

type Reauthentication = {
	/**
	 * Makes a call. If the server first wants to know that it is the user, asks for a proof and repeats the call;
	 * rejects with the server's refusal if the user closes the dialog.
	 */
	withProof: <T>(call: () => Promise<T>) => Promise<T>;
	/** To be rendered by the component that makes the calls. */
	dialog: ReactNode;
};

export function useReauthentication(): Reauthentication {
	const [asking, setAsking] = useState<{ onClose: (isProved: boolean) => void } | null>(null);
	// Calls that are refused at the same time wait for one proof.
	const pending = useRef<Promise<boolean> | null>(null);
	const withProof = useCallback(async <T,>(call: () => Promise<T>): Promise<T> => {
		try {
			return await call();
		} catch (error) {
			if (asApiError(error).code !== "reauthentication_required") throw error;
			pending.current ??= new Promise<boolean>((resolve) => setAsking({ onClose: resolve })).finally(() => {
				pending.current = null;
				setAsking(null);
			});
			const isProved = await pending.current;
			if (!isProved) throw error;
			return call();
		}
	}, []);
	return { withProof, dialog: asking && <ReauthenticateDialog onClose={asking.onClose} /> };
}
