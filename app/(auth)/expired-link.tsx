"use client";

import Link from "next/link";
import type { ReactNode } from "react";
import { useTranslations } from "@/app/_i18n/use-translations";
import { buttonClass } from "@/app/_ui/button";
import { AuthOutcome } from "./auth-outcome";

/** Shown in place of the form when a link has expired or was used. */
export function ExpiredLink({ text, href, action }: { text: ReactNode; href: string; action: ReactNode }) {
	const t = useTranslations("auth");
	return (
		<>
			<AuthOutcome role="alert" title={t("linkExpiredHeading")} text={text} />
			<Link href={href} prefetch={false} className={buttonClass("primary", "large")}>
				{action}
			</Link>
		</>
	);
}
