"use client";

import { ChevronDown, Clock3, Undo2 } from "lucide-react";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { useWithdrawRequest } from "@/app/_client/join-requests/use-own-requests";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Button } from "@/app/_ui/button";
import { Menu, MenuItem } from "@/app/_ui/menu";
import { useToast } from "@/app/_ui/toast";
import { JoinRefusal } from "./join-refusal";

type Props = { server: { id: number; name: string }; onWithdrawn?: () => void };

/** A request that waits for a decision, beside the server. */
export function SentRequest({ server, onWithdrawn }: Props) {
	const t = useTranslations("joining");
	const withdraw = useWithdrawRequest();
	const { busy, failure, submit } = useSubmit(async () => {
		await withdraw(server.id);
		onWithdrawn?.();
	});
	return (
		<div className="grid gap-2.5">
			<p role="status" className="flex gap-2 font-semibold">
				<Clock3 size="1rem" aria-hidden="true" className="mt-0.5 shrink-0 text-ember-text" />
				{t("sent")}
			</p>
			<p dir="auto" className="text-sm text-text-muted wrap-anywhere">
				{t("sentText", { name: server.name })}
			</p>
			{failure && <JoinRefusal failure={failure} />}
			<Button size="small" busy={busy} busyLabel={t("withdrawing")} onClick={() => void submit()}>
				{t("withdraw")}
			</Button>
		</div>
	);
}

/** The same on a card, where a menu withdraws it. */
export function SentRequestMenu({ server, onWithdrawn }: Props) {
	const t = useTranslations("joining");
	const toast = useToast();
	const errorText = useErrorMessage();
	const withdraw = useWithdrawRequest();
	const { busy, submit } = useSubmit(async () => {
		try {
			await withdraw(server.id);
			onWithdrawn?.();
		} catch (error) {
			toast({ tone: "error", text: errorText(error) });
		}
	});
	return (
		<span role="status">
			<Menu
				trigger={
					<Button size="small" className="min-w-22" busy={busy} busyLabel={t("withdrawing")}>
						<Clock3 size="1rem" aria-hidden="true" className="text-ember-text" />
						{t("sent")}
						<span className="sr-only">, {server.name}</span>
						<ChevronDown size="1rem" aria-hidden="true" />
					</Button>
				}
			>
				<MenuItem icon={<Undo2 size="1rem" aria-hidden="true" />} onSelect={() => void submit()}>
					{t("withdraw")}
				</MenuItem>
			</Menu>
		</span>
	);
}
