"use client";

import { useState } from "react";
import { useSubmit } from "@/app/_client/forms/use-submit";
import type { ReportTarget } from "@/app/_client/reports/report-target";
import { sendReport } from "@/app/_client/reports/send-report";
import type { Report, ReportCategory } from "@/lib/realtime/protocol";

/** The state of the form that reports something, and the report once it was sent. */
export function useReportForm(target: ReportTarget) {
	const [category, choose] = useState<ReportCategory | "">("");
	const [comment, setComment] = useState("");
	const [toAdministrators, setToAdministrators] = useState(false);
	const [isMissing, setMissing] = useState(false);
	const [sent, setSent] = useState<{ isNew: boolean; report: Report }>();
	const { busy, failure, submit } = useSubmit(async () => {
		if (category !== "") setSent(await sendReport(target, { category, comment, toAdministrators }));
	});
	return {
		category,
		setCategory(chosen: ReportCategory | "") {
			choose(chosen);
			setMissing(false);
		},
		comment,
		setComment,
		toAdministrators,
		setToAdministrators,
		/** No category was chosen before sending. */
		isMissing,
		busy,
		failure,
		/** Once it was sent. */
		sent,
		send() {
			setMissing(category === "");
			if (category !== "") void submit();
		},
	};
}

export type ReportFormState = ReturnType<typeof useReportForm>;
