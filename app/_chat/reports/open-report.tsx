"use client";

import { useSyncExternalStore } from "react";
import { reportTarget } from "@/app/_client/reports/report-target";
import { lazy } from "@/app/_ui/lazy";

const ReportDialog = lazy(() => import("./report-dialog").then((module) => module.ReportDialog));

/** The dialog to report something, if it is open: menus and cards that open it are gone by then. */
export function OpenReport() {
	const target = useSyncExternalStore(reportTarget.subscribe, reportTarget.getSnapshot, () => null);
	return target && <ReportDialog target={target} onClose={() => reportTarget.set(null)} />;
}
