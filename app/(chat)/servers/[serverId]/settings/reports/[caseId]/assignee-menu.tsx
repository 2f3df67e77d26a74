"use client";

import { ChevronDown } from "lucide-react";
import { useId, useRef } from "react";
import { useCaseConflict } from "@/app/_chat/cases/use-case-conflict";
import { useViewer } from "@/app/_client/account/use-viewer";
import { assignCase, useAssignees } from "@/app/_client/cases/use-cases";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { useNameOf } from "@/app/_client/users/use-known-user";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Button } from "@/app/_ui/button";
import { controlClass } from "@/app/_ui/field";
import { Menu, MenuChoice } from "@/app/_ui/menu";
import { useToast } from "@/app/_ui/toast";
import type { Author, Case } from "@/lib/realtime/protocol";

type Props = { serverId: number; of: Case; onChanged: () => Promise<unknown> };

/** Assigns a case to the viewer, to another moderator or to nobody. */
export function AssigneeMenu({ serverId, of, onChanged }: Props) {
	const t = useTranslations("cases");
	const toast = useToast();
	const errorText = useErrorMessage();
	const conflictOf = useCaseConflict();
	const viewer = useViewer();
	const nameOf = useNameOf();
	const { assignedTo, mayDecide } = of;
	const place = useRef<HTMLDivElement>(null);
	const labelId = useId();
	const valueId = useId();
	const loaded = useAssignees(serverId, of.id);
	// The assignee may have lost the permission, or the list is not loaded yet.
	const known = assignedTo && !loaded.some(({ id }) => id === assignedTo.id) ? [assignedTo, ...loaded] : loaded;
	const { busy, submit } = useSubmit(async (username: string | null) => {
		try {
			await assignCase(serverId, of, username);
		} catch (error) {
			toast({ tone: "error", text: conflictOf(error) ?? errorText(error) });
		}
		await onChanged();
		// The button beside it, if that was pressed, is gone.
		place.current?.querySelector("button")?.focus();
	});
	const labelOf = (one: Author) =>
		one.id === viewer?.id ? t("you", { name: nameOf(one) }) : t("named", { name: nameOf(one), username: one.username });
	return (
		<div ref={place} className="flex flex-wrap items-end gap-2.5">
			<div className="max-w-64 min-w-0 flex-1 basis-48">
				<p id={labelId} className="mb-1.5 text-meta font-semibold">
					{t("assignee")}
				</p>
				<Menu
					align="start"
					trigger={
						<button
							type="button"
							aria-labelledby={`${labelId} ${valueId}`}
							className={controlClass(false, "flex h-10 items-center gap-2 px-3 text-start max-md:h-11")}
						>
							<span id={valueId} dir="auto" className="min-w-0 flex-1 truncate">
								{assignedTo ? labelOf(assignedTo) : t("nobody")}
							</span>
							<ChevronDown size="1rem" aria-hidden="true" className="shrink-0 text-text-muted" />
						</button>
					}
				>
					<MenuChoice
						label={t("assignee")}
						value={assignedTo?.username ?? ""}
						options={[
							{ value: "", label: t("nobody") },
							...known.map((one) => ({ value: one.username, label: labelOf(one) })),
						]}
						onChange={(username) => void submit(username || null)}
					/>
				</Menu>
			</div>
			{viewer && mayDecide && !assignedTo && (
				<Button className="h-10 max-md:h-11" busy={busy} onClick={() => void submit(viewer.username)}>
					{t("assignToMe")}
				</Button>
			)}
		</div>
	);
}
