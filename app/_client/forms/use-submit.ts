"use client";

import { useState } from "react";
import { type ApiError, asApiError } from "../api";

/** Runs one action at a time; its error is kept until the next attempt. Resolves to whether it succeeded. */
export function useSubmit<A extends unknown[]>(act: (...args: A) => Promise<unknown>) {
	const [busy, setBusy] = useState(false);
	const [failure, setFailure] = useState<ApiError>();
	const submit = async (...args: A): Promise<boolean> => {
		if (busy) return false;
		setBusy(true);
		setFailure(undefined);
		try {
			await act(...args);
			return true;
		} catch (error) {
			setFailure(asApiError(error));
			return false;
		} finally {
			setBusy(false);
		}
	};
	return { busy, failure, submit, forget: () => setFailure(undefined) };
}
