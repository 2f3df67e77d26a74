"use client";

import { useSyncExternalStore } from "react";
import useSWR from "swr";
import type { Report } from "@/lib/realtime/protocol";
import { useSignedIn } from "../account/use-viewer";
import { dismissedReports, keyOfReport } from "./dismissed-reports";
import { ownReportsKey } from "./own-reports-key";

export type OwnReports = { reports: Report[] };
export type AnsweredReport = Report & { outcome: NonNullable<Report["outcome"]> };

const isAnswered = (report: Report): report is AnsweredReport => report.outcome !== null;
const none: readonly string[] = [];

/** The answers to the viewer's reports that they have not dismissed, latest first. The socket keeps them up to date. */
export function useAnsweredReports(): AnsweredReport[] {
	const signedIn = useSignedIn();
	const { data } = useSWR<OwnReports>(signedIn ? ownReportsKey : null);
	const dismissed = useSyncExternalStore(dismissedReports.subscribe, dismissedReports.getSnapshot, () => none);
	return answered(data?.reports ?? [], dismissed);
}

/** The answered reports among these that are not dismissed, the latest answer first. */
export const answered = (reports: readonly Report[], dismissed: readonly string[]): AnsweredReport[] =>
	reports
		.filter(isAnswered)
		.filter((report) => !dismissed.includes(keyOfReport(report)))
		.toSorted((a, b) => (b.decidedAt ?? "").localeCompare(a.decidedAt ?? ""));
