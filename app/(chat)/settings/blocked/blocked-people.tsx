"use client";

import useSWR from "swr";
import { Face } from "@/app/_chat/users/avatar-palettes";
import { useAccount } from "@/app/_client/account/use-account";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Button } from "@/app/_ui/button";
import { useToast } from "@/app/_ui/toast";
import type { PublicUser } from "@/lib/realtime/protocol";

/** The users the viewer has blocked, including those who share no server with the viewer. */
export function BlockedPeople({ first }: { first: PublicUser[] }) {
	const t = useTranslations("people");
	const toast = useToast();
	const errorText = useErrorMessage();
	const { setBlocked } = useAccount();
	const { data } = useSWR<{ users: PublicUser[] }>("/api/blocks", { fallbackData: { users: first } });
	const users = data?.users ?? first;
	const notify = (error: unknown) => toast({ tone: "error", text: errorText(error) });
	const unblock = (person: PublicUser) =>
		setBlocked(person, false).then(
			() =>
				toast({
					text: t("unblocked", { name: person.displayName }),
					action: { label: t("undo"), run: () => void setBlocked(person, true).catch(notify) },
				}),
			notify,
		);
	return (
		<div tabIndex={-1} className="outline-none">
			<p className="max-w-[60ch] text-text-muted">{t("blockedText")}</p>
			{users.length === 0 ? (
				<p className="mt-4 font-semibold">{t("nobodyBlocked")}</p>
			) : (
				<ul className="mt-4 grid">
					{users.map((person) => (
						<li key={person.id} className="flex items-center gap-3 border-t py-2.5 first:border-t-0">
							<Face person={person} size={32} />
							<span className="min-w-0 flex-1">
								<span dir="auto" className="block truncate font-semibold">
									{person.displayName}
								</span>
								<span dir="auto" className="block truncate text-xs text-text-faint">
									@{person.username}
								</span>
							</span>
							<Button
								size="small"
								aria-label={t("unblockName", { name: person.displayName })}
								onClick={() => void unblock(person)}
							>
								{t("unblock")}
							</Button>
						</li>
					))}
				</ul>
			)}
		</div>
	);
}
