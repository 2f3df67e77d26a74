"use client";

import { Clock, ExternalLink } from "lucide-react";
import { useEffect, useState } from "react";
import { useLocale, useTimeZone } from "use-intl/react";
import { usePreferences } from "@/app/_client/account/use-preferences";
import { localTimeIn } from "@/app/_client/local-time";
import { useTranslations } from "@/app/_i18n/use-translations";
import type { ProfileText } from "@/lib/realtime/protocol";

type Props = { profile: Pick<ProfileText, "links" | "timeZone"> };

export function Pronouns({ text }: { text: string }) {
	const t = useTranslations("people");
	return (
		<p dir="auto" className="text-meta text-text-muted wrap-anywhere">
			<span className="sr-only">{t("pronouns")} </span>
			{text}
		</p>
	);
}

/** The local time of a user, and the links on their profile. */
export function ProfileDetails({ profile: { links, timeZone } }: Props) {
	const t = useTranslations("people");
	if (!timeZone && links.length === 0) return null;
	return (
		<div className="mt-3 grid gap-2 text-meta">
			{timeZone && <LocalTime timeZone={timeZone} />}
			{links.length > 0 && (
				<ul aria-label={t("links")} className="grid gap-1">
					{links.map(({ label, url }, n) => (
						// biome-ignore lint/suspicious/noArrayIndexKey: the same link may stand there twice.
						<li key={n} className="flex min-w-0 items-baseline gap-2">
							<ExternalLink size="0.8125rem" aria-hidden="true" className="shrink-0 translate-y-px text-text-faint" />
							{/* The host stands beside the label, which may claim another one. */}
							<a
								dir="auto"
								href={url}
								target="_blank"
								rel="nofollow me noopener"
								className="min-w-0 text-link wrap-anywhere max-md:py-1.5"
							>
								<bdi>{label}</bdi> <bdi className="text-text-faint">{hostOf(url)}</bdi>
							</a>
						</li>
					))}
				</ul>
			)}
		</div>
	);
}

const hostOf = (url: string) => (URL.canParse(url) ? new URL(url).host : "");

function LocalTime({ timeZone }: { timeZone: string }) {
	const t = useTranslations("people");
	const here = useTimeZone() ?? "UTC";
	const locale = useLocale();
	const { clock } = usePreferences();
	const [now, setNow] = useState(() => new Date());
	useEffect(() => {
		const timer = setInterval(() => setNow(new Date()), 10_000);
		return () => clearInterval(timer);
	}, []);
	const time = localTimeIn(timeZone, { here, locale, hours: clock, now });
	if (time === null) return null;
	return (
		<p title={timeZone.replaceAll("_", " ")} className="flex items-baseline gap-2 text-text-muted">
			<Clock size="0.8125rem" aria-hidden="true" className="shrink-0 translate-y-px text-text-faint" />
			{t("localTime", { time })}
		</p>
	);
}
