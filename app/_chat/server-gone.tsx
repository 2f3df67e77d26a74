"use client";

import { DoorClosed } from "lucide-react";
import { useTranslations } from "use-intl/react";
import { Link } from "@/app/_chat/link";
import { buttonClass } from "@/app/_ui/button";
import { DrawerButton } from "./mobile-drawer";

/** For whoever is no longer in a server that is hidden from outsiders. */
export function ServerGone({ name }: { name: string }) {
	const t = useTranslations("server");
	return (
		<div className="flex min-h-0 flex-col overflow-y-auto">
			<div className="p-1.5 md:hidden">
				<DrawerButton />
			</div>
			<div className="m-auto flex max-w-110 flex-col items-center p-6 text-center">
				<DoorClosed size={28} strokeWidth={1.75} aria-hidden="true" className="mb-3 text-text-muted" />
				<h1 dir="auto" className="text-start font-title tracking-[-0.02em] wrap-anywhere">
					{t("privateGoneHeading", { name })}
				</h1>
				<p className="mt-1 text-text-muted">{t("privateGoneText")}</p>
				<Link href="/" className={buttonClass("primary", "medium", "mt-5")}>
					{t("goHome")}
				</Link>
			</div>
		</div>
	);
}
