"use client";

import { useState } from "react";
import useSWR from "swr";
import { accountPath } from "@/app/_client/admin/account-path";
import { useDateFormat } from "@/app/_client/use-date-format";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Button } from "@/app/_ui/button";
import type { Account } from "@/lib/realtime/protocol";
import { AccountDialog } from "../../people/account-dialog";

/** Suspends the account that a case is about. A deleted account and an administrator cannot be suspended. */
export function SuspendSubject({ username }: { username: string }) {
	const t = useTranslations("admin.people");
	const { clock } = useDateFormat();
	const { data, mutate } = useSWR<{ account: Account }>(accountPath(username));
	const [isOpen, setOpen] = useState(false);
	const account = data?.account;
	if (!account || account.isAdmin) return null;
	const { suspension } = account;
	return (
		<>
			<Button size="small" variant="danger" onClick={() => setOpen(true)}>
				{t(suspension ? "choose.changeSuspension" : "choose.suspend")}
			</Button>
			{suspension && (
				<p role="status" className="basis-full text-meta text-danger-text">
					{suspension.until === null
						? t("isSuspended")
						: t("isSuspendedUntil", { until: clock.full(suspension.until) })}
				</p>
			)}
			{isOpen && (
				<AccountDialog action="suspend" account={account} onClose={() => setOpen(false)} onChanged={() => mutate()} />
			)}
		</>
	);
}
