"use client";

import * as Radix from "@radix-ui/react-dialog";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { useServers } from "@/app/_client/servers/use-servers";
import { useTranslations } from "@/app/_i18n/use-translations";
import { useReturnFocus } from "@/app/_ui/use-return-focus";
import { useDialogs } from "../shell/dialog-context";
import { QuickSwitcherFooter, QuickSwitcherGroup } from "./quick-switcher-items";
import type { SwitcherResult } from "./results";
import { SwitcherField } from "./switcher-field";
import { useCommands } from "./use-commands";
import { useOpenResult } from "./use-open-result";
import { useResults } from "./use-results";

/** The quick switcher. The focus stays in the field; the arrows move the active result. */
export function QuickSwitcher({ onClose }: { onClose: () => void }) {
	const t = useTranslations("switcher");
	const { servers } = useServers();
	const [typed, setTyped] = useState("");
	const [marked, setMarked] = useState<string | null>(null);
	const commands = useCommands();
	const go = useOpenResult(servers);
	const { openProfile } = useDialogs();
	const id = useId();
	const field = useRef<HTMLInputElement>(null);
	const box = useRef<HTMLDivElement>(null);
	const returnFocus = useReturnFocus();
	/** Run after the focus has returned, so that a dialog opened by it returns the focus to the same place. */
	const chosen = useRef<SwitcherResult | null>(null);

	const { groups, more, search, all, count } = useResults(typed, servers, commands);
	const current = all.find(({ key }) => key === marked) ?? all[0];

	// biome-ignore lint/correctness/useExhaustiveDependencies: runs whenever the active result changes.
	useEffect(() => {
		box.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
	}, [current?.key]);

	const choose = (offer: SwitcherResult) => {
		chosen.current = offer;
		onClose();
	};
	const move = (to: number) => setMarked(all[(to + all.length) % all.length]?.key ?? null);
	const onKeyDown = (event: KeyboardEvent) => {
		// While an input method composes, Enter and the arrows belong to it.
		if (event.nativeEvent.isComposing || event.keyCode === 229) return;
		const at = current ? all.indexOf(current) : -1;
		if (event.key === "ArrowDown") move(at + 1);
		else if (event.key === "ArrowUp") move(at - 1);
		else if (event.key === "Home" && !event.shiftKey) move(0);
		else if (event.key === "End" && !event.shiftKey) move(-1);
		else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) search && choose(search);
		else if (event.key === "Enter") current && choose(current);
		else return;
		event.preventDefault();
	};
	const afterwards = (event: Event) => {
		const offer = chosen.current;
		if (!offer) return returnFocus(event);
		if (offer.kind === "command") {
			returnFocus(event);
			commands.find(({ key }) => key === offer.command)?.run();
			return;
		}
		if (offer.kind === "person") {
			returnFocus(event);
			openProfile(offer.username, null);
			return;
		}
		// The opened page sets its own focus.
		event.preventDefault();
		document.getElementById("main")?.focus({ preventScroll: true });
		go(offer);
	};
	const part = { id, current: current?.key ?? null, onMark: setMarked, onChoose: choose };
	return (
		<Radix.Root open onOpenChange={onClose}>
			<Radix.Portal>
				<Radix.Overlay className="fixed inset-0 z-12 flex animate-fade items-start justify-center overflow-hidden bg-scrim p-4 pt-28 max-md:p-2 max-md:pt-[max(0.5rem,env(safe-area-inset-top))]">
					<Radix.Content
						aria-describedby={undefined}
						onOpenAutoFocus={(event) => {
							event.preventDefault();
							field.current?.focus();
						}}
						onCloseAutoFocus={afterwards}
						onEscapeKeyDown={(event) => event.isComposing && event.preventDefault()}
						className="relative z-11 flex max-h-full w-full max-w-150 animate-pop flex-col overflow-hidden rounded-xl border bg-overlay text-text shadow-menu focus:outline-none"
					>
						<Radix.Title className="sr-only">{t("title")}</Radix.Title>
						<SwitcherField
							field={field}
							listId={all.length > 0 ? id : null}
							activeId={current && `${id}-${current.key}`}
							value={typed}
							onChange={(next) => {
								setTyped(next);
								setMarked(null);
							}}
							onKeyDown={onKeyDown}
						/>
						{count === 0 && typed.trim() !== "" && (
							<p dir="auto" className={`shrink-0 px-4.5 pt-4 wrap-anywhere ${all.length > 0 ? "pb-1" : "pb-4"}`}>
								<b className="font-semibold">{t("nothing", { query: typed.trim() })}</b>{" "}
								<span className="text-text-muted">{t("nothingText")}</span>
							</p>
						)}
						{all.length > 0 && (
							<div
								ref={box}
								id={id}
								role="listbox"
								aria-label={t("title")}
								className="max-h-112 min-h-0 overflow-y-auto overscroll-contain p-2"
							>
								{groups.map(({ name, offers }) => (
									<QuickSwitcherGroup key={name} name={name} offers={offers} {...part} />
								))}
								{more.length > 0 && <QuickSwitcherGroup name="more" offers={more} {...part} />}
							</div>
						)}
						<QuickSwitcherFooter />
						<p role="status" className="sr-only">
							{typed.trim() === "" ? "" : t("found", { count })}
						</p>
					</Radix.Content>
				</Radix.Overlay>
			</Radix.Portal>
		</Radix.Root>
	);
}
