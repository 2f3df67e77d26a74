"use client";

import { useTranslations } from "use-intl/react";
import { Link } from "@/app/_chat/link";
import { buttonClass } from "@/app/_ui/button";
import { DrawerButton } from "./mobile-drawer";

/** For whoever had a channel open that was deleted, or closed to them. */
export function ChannelGone({ server }: { server: { id: number; name: string } }) {
	const t = useTranslations("conversation");
	return (
		<div className="flex min-h-0 flex-col overflow-y-auto">
			<div className="p-1.5 md:hidden">
				<DrawerButton />
			</div>
			<div className="m-auto flex max-w-110 flex-col items-center p-6 text-center">
				<h1 className="text-start font-title tracking-[-0.02em]">{t("goneHeading")}</h1>
				<p className="mt-1 text-text-muted">{t("goneText")}</p>
				<Link href={`/servers/${server.id}`} className={buttonClass("primary", "medium", "mt-5")}>
					<span dir="auto" className="truncate">
						{t("backTo", { name: server.name })}
					</span>
				</Link>
			</div>
		</div>
	);
}
