"use client";

import { useEffect, useState } from "react";
import type { CustomStatus } from "@/lib/realtime/protocol";

/** The longest a timer of a browser can be. */
const mostMs = 2 ** 31 - 1;

/** What somebody says of themselves, until its time has come: nobody tells that it ended. */
export function useActiveStatus(status: CustomStatus | null | undefined): CustomStatus | null {
	const [ended, setEnded] = useState<CustomStatus | null>(null);
	useEffect(() => {
		if (!status?.until) return;
		const left = Date.parse(status.until) - Date.now();
		const timer = setTimeout(() => left <= mostMs && setEnded(status), Math.min(Math.max(0, left), mostMs));
		return () => clearTimeout(timer);
	}, [status]);
	return status && status !== ended ? status : null;
}
