import { useName } from "@/app/_client/users/use-known-user";
import { useTranslations } from "@/app/_i18n/use-translations";
import { classNames } from "@/app/_ui/class-names";
import type { MessageListRow } from "./list-rows";
import { isSelectable } from "./selection";

type Props = { row: MessageListRow; isSelected: boolean };

/** In place of the avatar while messages are selected. It covers the whole message, whose links do nothing meanwhile. */
export function SelectBox({ row, isSelected }: Props) {
	const t = useTranslations("selection");
	const name = useName(row.message.author);
	return (
		<>
			<span
				aria-hidden="true"
				className={classNames(
					"absolute inset-0 z-2 cursor-pointer",
					isSelected && "bg-[color-mix(in_srgb,var(--ember)_12%,transparent)]",
				)}
			/>
			<span
				className={classNames(
					"grid place-items-center self-start compact:h-5",
					row.isGroupStart && !row.message.system ? "h-10" : "h-5.5",
				)}
			>
				{isSelectable(row) && (
					<input
						type="checkbox"
						tabIndex={-1}
						readOnly
						checked={isSelected}
						aria-label={t("select", { name })}
						className="size-4.5 accent-ember"
					/>
				)}
			</span>
		</>
	);
}
