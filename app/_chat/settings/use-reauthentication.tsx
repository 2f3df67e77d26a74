"use client";

import { type ReactNode, useCallback, useState } from "react";
import { asApiError } from "@/app/_client/api";
import { lazy } from "@/app/_ui/lazy";

const ReauthenticateDialog = lazy(() =>
	import("./reauthenticate-dialog").then((module) => module.ReauthenticateDialog),
);

type Reauthentication = {
	/**
	 * Makes a call. If the server first wants to know that it is the user, asks for the password and repeats the call;
	 * rejects with the server's refusal if the user closes the dialog.
	 */
	withProof: <T>(call: () => Promise<T>) => Promise<T>;
	/** To be rendered by the component that makes the calls. */
	dialog: ReactNode;
};

export function useReauthentication(): Reauthentication {
	const [asking, setAsking] = useState<{ onClose: (isProved: boolean) => void } | null>(null);
	const withProof = useCallback(async <T,>(call: () => Promise<T>): Promise<T> => {
		try {
			return await call();
		} catch (error) {
			if (asApiError(error).code !== "reauthentication_required") throw error;
			const isProved = await new Promise<boolean>((resolve) => setAsking({ onClose: resolve }));
			setAsking(null);
			if (!isProved) throw error;
			return call();
		}
	}, []);
	return { withProof, dialog: asking && <ReauthenticateDialog onClose={asking.onClose} /> };
}
