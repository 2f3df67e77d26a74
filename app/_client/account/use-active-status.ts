"use client";

import { useEffect, useState } from "react";
import type { CustomStatus } from "@/lib/realtime/protocol";

/** The maximum delay of a browser's timer. */
const mostMs = 2 ** 31 - 1;

/** A user's custom status until it expires; the server sends no event for expiry. */
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
