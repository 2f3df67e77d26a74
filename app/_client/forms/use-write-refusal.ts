"use client";

import { useCallback } from "react";
import { useToast } from "@/app/_ui/toast";
import { writeRefusal } from "../api";
import { useErrorMessage } from "./use-error-message";

/** For acts that would discard the user's words: returns whether nothing can be written now, and says why. */
export function useWriteRefusal(): () => boolean {
	const toast = useToast();
	const errorText = useErrorMessage();
	return useCallback(() => {
		const refusal = writeRefusal();
		if (refusal) toast({ tone: "error", text: errorText(refusal) });
		return refusal !== null;
	}, [toast, errorText]);
}
