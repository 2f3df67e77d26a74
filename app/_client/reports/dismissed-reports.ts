import type { Report } from "@/lib/realtime/protocol";
import { createStore } from "../create-store";
import { readJson, writeJson } from "../safe-storage";

const storageKey = "hearth.dismissed-reports";
/** More than a user can send in the days for which answers are listed. */
const most = 200;

/** Identifies a report, without telling another user of this browser what it was about. */
export const keyOfReport = ({ server, createdAt }: Pick<Report, "server" | "createdAt">): string =>
	`${server.id} ${createdAt}`;

function stored(): string[] {
	const value = readJson(storageKey);
	return Array.isArray(value) ? value.filter((key) => typeof key === "string") : [];
}

/** The reports whose answer the user has dismissed on this device. */
export const dismissedReports = createStore<readonly string[]>(stored);

export function dismissReport(report: Pick<Report, "server" | "createdAt">): void {
	const next = [...new Set([...stored(), keyOfReport(report)])].slice(-most);
	writeJson(storageKey, next);
	dismissedReports.set(next);
}
