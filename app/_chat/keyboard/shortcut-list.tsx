"use client";

import { Fragment } from "react";
import { useSendKey } from "@/app/_client/messages/use-send-key";
import { useMac } from "@/app/_client/platform";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Kbd } from "@/app/_ui/kbd";

/** Every alternative, each as the keys that are pressed together. */
type Line = { name: string; ways: string[][] };

/** The keyboard shortcuts, grouped by where they work. */
export function ShortcutList() {
	const t = useTranslations("keys");
	const people = useTranslations("people");
	const sendWith = useSendKey();
	const mac = useMac();
	const [mod, alt] = mac ? ["⌘", "⌥"] : ["Ctrl", "Alt"];
	const groups: { name: string; lines: Line[] }[] = [
		{
			name: t("anywhere"),
			lines: [
				{ name: t("switcher"), ways: [[mod, "K"]] },
				{ name: t("inbox"), ways: [[alt, "I"]] },
				{ name: t("thisMap"), ways: [["?"], ["Ctrl", "/"]] },
				{
					name: people("keyRegions"),
					ways: [
						["Ctrl", "F6"],
						["Shift", "Ctrl", "F6"],
					],
				},
				{
					name: people("keyServers"),
					ways: [
						[mod, alt, "↑"],
						[mod, alt, "↓"],
					],
				},
				{ name: people("keyServerAt"), ways: [[alt, "1–9"]] },
				{
					name: people("keyMoveServer"),
					ways: [
						[alt, "Shift", "↑"],
						[alt, "Shift", "↓"],
					],
				},
				{ name: people("keySettings"), ways: [[mod, ","]] },
				{ name: t("searchMessages"), ways: [["/"], [mod, "Shift", "F"]] },
				{ name: t("searchServers"), ways: [["/"]] },
			],
		},
		{
			name: t("channel"),
			lines: [
				{
					name: t("nextChannel"),
					ways: [
						[alt, "↑"],
						[alt, "↓"],
					],
				},
				{
					name: t("nextUnread"),
					ways: [
						[alt, "Shift", "↑"],
						[alt, "Shift", "↓"],
					],
				},
				{ name: people("keyScroll"), ways: [["PageUp"], ["PageDown"]] },
				{ name: people("keyEnds"), ways: [["Home"], ["End"]] },
				{ name: t("newest"), ways: [["Esc"], [mod, "End"]] },
				{ name: t("serverRead"), ways: [["Shift", "Esc"]] },
				{ name: t("panel"), ways: [[mod, "."]] },
				{ name: t("write"), ways: [[t("anyLetter")]] },
			],
		},
		{
			name: t("writing"),
			lines: [
				{ name: t("send"), ways: [sendWith === "enter" ? ["Enter"] : [mod, "Enter"]] },
				{ name: t("newLine"), ways: [sendWith === "enter" ? ["Shift", "Enter"] : ["Enter"]] },
				{ name: t("editLast"), ways: [["↑"]] },
				{
					name: t("format"),
					ways: [
						[mod, "B"],
						[mod, "I"],
						[mod, "E"],
					],
				},
				{ name: t("complete"), ways: [["@"], ["#"], [":"]] },
				{ name: t("attach"), ways: [[mod, "U"]] },
				{ name: t("toMessages"), ways: [["Shift", "Tab"]] },
				{ name: t("stopReply"), ways: [["Esc"]] },
			],
		},
		{
			name: t("lists"),
			lines: [
				{ name: t("moveIn"), ways: [["↑"], ["↓"]] },
				{ name: t("toEnds"), ways: [["Home"], ["End"]] },
				{ name: t("take"), ways: [["Enter"]] },
				{ name: t("close"), ways: [["Esc"]] },
			],
		},
		{
			name: t("message"),
			lines: [
				{ name: t("move"), ways: [["↑"], ["↓"]] },
				{ name: t("ends"), ways: [["Home"], ["End"]] },
				{ name: t("firstNew"), ways: [["N"]] },
				{ name: t("enter"), ways: [["Enter"]] },
				{ name: t("leave"), ways: [["Esc"]] },
				{ name: t("reply"), ways: [["R"]] },
				{ name: t("thread"), ways: [["T"]] },
				{ name: t("react"), ways: [["+"]] },
				{ name: t("edit"), ways: [["E"]] },
				{ name: t("markUnread"), ways: [["U"]] },
				{ name: t("pin"), ways: [["P"]] },
				{ name: t("save"), ways: [["S"]] },
				{ name: t("copyText"), ways: [["C"]] },
				{ name: t("copyLink"), ways: [["L"]] },
				{ name: t("delete"), ways: [["Delete"]] },
				{ name: t("menu"), ways: [["Shift", "F10"]] },
			],
		},
	];
	return groups.map((group) => (
		<section key={group.name} className="mb-5 break-inside-avoid last:mb-0">
			<h3 className="mb-1 text-xs font-semibold text-text-faint">{group.name}</h3>
			<dl>
				{group.lines.map((line) => (
					<div
						key={line.name}
						className="flex min-h-8 flex-wrap items-center gap-x-4 border-t py-1 first-of-type:border-t-0"
					>
						<dt className="min-w-0 flex-1 basis-32 wrap-anywhere">{line.name}</dt>
						<dd className="ms-auto flex flex-wrap items-center gap-1 text-xs text-text-faint">
							{line.ways.map((keys, index) => (
								<Fragment key={keys.join()}>
									{index > 0 && <span className="px-0.5">{t("or")}</span>}
									{keys.map((key) => (
										<Kbd key={key}>{key}</Kbd>
									))}
								</Fragment>
							))}
						</dd>
					</div>
				))}
			</dl>
		</section>
	));
}
