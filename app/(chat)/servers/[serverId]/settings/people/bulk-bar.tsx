"use client";

import { X } from "lucide-react";
import { useState } from "react";
import { sanctionIcons } from "@/app/_chat/moderation/sanction-icons";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Button } from "@/app/_ui/button";
import { IconButton } from "@/app/_ui/icon-button";
import { lazy } from "@/app/_ui/lazy";
import type { Member, SanctionKind } from "@/lib/realtime/protocol";

const BulkDialog = lazy(() => import("./bulk-dialog").then((module) => module.BulkDialog));

type Props = {
	serverId: number;
	selected: Member[];
	/** The sanctions that are offered. */
	kinds: SanctionKind[];
	onClear: () => void;
	onChanged: () => void;
};

/** At the end of the screen while members are selected: how many, and what is done about them. */
export function BulkBar({ serverId, selected, kinds, onClear, onChanged }: Props) {
	const t = useTranslations("moderation");
	const [kind, setKind] = useState<SanctionKind | null>(null);
	return (
		<section
			aria-label={t("bulk.bar")}
			className="sticky bottom-3 z-1 flex flex-wrap items-center gap-2 rounded-xl border bg-overlay p-2 ps-4 shadow-menu max-md:bottom-0 max-md:-mx-4 max-md:-mb-8 max-md:rounded-none max-md:border-x-0 max-md:border-b-0 max-md:px-4 max-md:pb-[max(0.5rem,env(safe-area-inset-bottom))]"
		>
			<p role="status" className="min-w-0 flex-1 text-sm font-semibold">
				{t("bulk.selected", { count: selected.length })}
			</p>
			<IconButton label={t("bulk.clear")} onClick={onClear} className="max-md:order-1">
				<X size="1rem" aria-hidden="true" />
			</IconButton>
			<div className="flex gap-2 max-md:order-2 max-md:w-full">
				{kinds.map((each) => {
					const Icon = sanctionIcons[each];
					return (
						<Button
							key={each}
							variant={each === "timeout" ? "secondary" : "dangerOutline"}
							className="max-md:flex-1"
							onClick={() => setKind(each)}
						>
							<Icon size="1rem" aria-hidden="true" />
							{t(`confirm.${each}`)}
						</Button>
					);
				})}
			</div>
			{kind && (
				<BulkDialog
					serverId={serverId}
					kind={kind}
					usernames={selected.map(({ user }) => user.username)}
					onClose={() => setKind(null)}
					onDone={onClear}
					onChanged={onChanged}
				/>
			)}
		</section>
	);
}
