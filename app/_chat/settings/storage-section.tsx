"use client";

import { TriangleAlert } from "lucide-react";
import { useBytes } from "@/app/_client/admin/use-bytes";
import { useTranslations } from "@/app/_i18n/use-translations";
import { classNames } from "@/app/_ui/class-names";
import type { StorageUse } from "@/lib/realtime/protocol";
import { SettingsSection } from "./settings-page";

/** From here on there is a warning. */
const highShare = 0.8;

type Props = { of: "user" | "server"; storage: StorageUse };

/** How much of their storage a user or a server uses. */
export function StorageSection({ of, storage: { used, limit } }: Props) {
	const t = useTranslations("storage");
	const bytes = useBytes();
	const isHigh = limit !== null && used >= limit * highShare;
	return (
		<SettingsSection title={t("heading")} text={t(`text.${of}`)}>
			<div className="grid max-w-100 gap-3">
				<p dir="auto" className="font-semibold tabular-nums">
					{limit === null ? t("used", { used: bytes(used) }) : t("usedOf", { used: bytes(used), limit: bytes(limit) })}
				</p>
				{limit !== null && (
					<div aria-hidden="true" className="h-2 overflow-hidden rounded-full bg-selected">
						<div
							className={classNames("h-full rounded-full", isHigh ? "bg-danger" : "bg-ember")}
							style={{ width: `${Math.min(100, Math.round((used / limit) * 100))}%` }}
						/>
					</div>
				)}
				{isHigh && (
					<p className="flex gap-2.5 rounded-[10px] border border-danger/45 bg-danger-subtle px-3 py-2.5">
						<TriangleAlert size="1rem" aria-hidden="true" className="mt-0.5 shrink-0 text-danger-text" />
						<span dir="auto" className="min-w-0 wrap-anywhere">
							{t(used >= limit ? `full.${of}` : `nearlyFull.${of}`)}
						</span>
					</p>
				)}
			</div>
		</SettingsSection>
	);
}
