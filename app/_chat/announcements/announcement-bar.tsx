"use client";

import { Info, TriangleAlert, X } from "lucide-react";
import { createPortal } from "react-dom";
import { useAnnouncements } from "@/app/_client/announcements/use-announcements";
import { useTranslations } from "@/app/_i18n/use-translations";
import { classNames } from "@/app/_ui/class-names";
import { IconButton } from "@/app/_ui/icon-button";

/** The announcements of the instance above the open page, until they end or the user dismisses them. */
export function AnnouncementBar() {
	const t = useTranslations("admin.announcements");
	const { announcements, dismiss } = useAnnouncements();
	const place = document.querySelector("[data-announcements]");
	return (
		place &&
		createPortal(
			announcements.map(({ id, text, level }) => {
				const isWarning = level === "warning";
				const Icon = isWarning ? TriangleAlert : Info;
				return (
					<div
						key={id}
						className={classNames(
							"flex min-h-11 items-center gap-2.5 border-b px-4 py-1 text-sm max-md:px-3",
							isWarning ? "bg-danger-subtle" : "bg-ember-subtle",
						)}
					>
						<Icon
							size="1rem"
							aria-hidden="true"
							className={classNames("shrink-0", isWarning ? "text-danger-text" : "text-ember-text")}
						/>
						<p dir="auto" className="min-w-0 flex-1 font-semibold wrap-anywhere">
							{text}
						</p>
						<IconButton
							small
							label={t("dismiss")}
							onClick={() => {
								dismiss(id);
								// The focused button is about to go.
								document.getElementById("main")?.focus();
							}}
						>
							<X size="1rem" aria-hidden="true" />
						</IconButton>
					</div>
				);
			}),
			place,
		)
	);
}
