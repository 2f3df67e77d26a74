"use client";

import { ShieldCheck } from "lucide-react";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Spinner } from "@/app/_ui/spinner";

const texts = { none: "workNone", working: "workWorking", done: "workDone" } as const;

/** Says that the device solves a challenge meanwhile. It takes its place from the beginning, so nothing moves. */
export function WorkLine({ state }: { state: keyof typeof texts }) {
	const t = useTranslations("auth");
	return (
		<p role="status" className="flex items-center gap-2 text-meta text-text-muted">
			{state === "working" ? <Spinner /> : <ShieldCheck size="1rem" aria-hidden="true" className="shrink-0" />}
			{t(texts[state])}
		</p>
	);
}
