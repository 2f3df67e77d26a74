"use client";

import { Check } from "lucide-react";
import { useState } from "react";
import { useViewer } from "@/app/_client/account/use-viewer";
import { api } from "@/app/_client/api";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Button } from "@/app/_ui/button";
import { classNames } from "@/app/_ui/class-names";
import { useToast } from "@/app/_ui/toast";
import type { MemberServer, Role } from "@/lib/realtime/protocol";
import { Sheet } from "./sheet";

type Props = { server: MemberServer; roles: Role[]; onDone: () => void };

/** The roles that a new member may give themselves. Each choice is saved at once. */
export function RoleChoice({ server, roles, onDone }: Props) {
	const t = useTranslations("rules");
	const toast = useToast();
	const errorText = useErrorMessage();
	const username = useViewer()?.username ?? "";
	const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set(server.roleIds));
	const toggle = async ({ id }: Role) => {
		const has = chosen.has(id);
		const set = (isIn: boolean) =>
			setChosen((known) => new Set(isIn ? [...known, id] : [...known].filter((other) => other !== id)));
		set(!has);
		const path = `/api/servers/${server.id}/members/${encodeURIComponent(username)}/roles/${id}`;
		try {
			await (has ? api.delete(path) : api.put(path));
		} catch (error) {
			set(has);
			toast({ tone: "error", text: errorText(error) });
		}
	};
	return (
		<Sheet
			title={t("rolesHeading")}
			text={t("rolesText", { name: server.name })}
			actions={
				<Button variant="primary" onClick={onDone}>
					{t("rolesDone")}
				</Button>
			}
		>
			<ul className="flex flex-wrap gap-2">
				{roles.map((role) => {
					const isChosen = chosen.has(role.id);
					return (
						<li key={role.id} className="max-w-full">
							<button
								type="button"
								aria-pressed={isChosen}
								onClick={() => void toggle(role)}
								className={classNames(
									"inline-flex min-h-9 max-w-full items-center gap-2 rounded-full border px-3.5 text-sm font-semibold max-md:min-h-11",
									isChosen
										? "border-ember-mark bg-ember-subtle ring-1 ring-ember-mark"
										: "border-line-strong bg-surface hover:bg-surface-hover",
								)}
							>
								{isChosen && <Check size="1rem" aria-hidden="true" className="shrink-0 text-ember-text" />}
								<span
									dir="auto"
									className="min-w-0 truncate"
									style={role.colour ? { color: `var(--role-${role.colour})` } : undefined}
								>
									{role.name}
								</span>
							</button>
						</li>
					);
				})}
			</ul>
		</Sheet>
	);
}
