import { Trash2 } from "lucide-react";
import { useTranslations } from "@/app/_i18n/use-translations";
import { MenuItem, MenuSeparator } from "@/app/_ui/menu";
import type { Message } from "@/lib/realtime/protocol";
import { useMessageActions } from "./message-actions-context";
import { useMessageItems } from "./message-menu-items";

/** The further actions of a message, in its toolbar's menu and in its context menu. */
export function MoreMessageItems({ message, canDelete }: { message: Message; canDelete: boolean }) {
	const t = useTranslations("conversation");
	const { askDelete } = useMessageActions();
	const items = useMessageItems(message, canDelete);
	return (
		<>
			{items.map(({ key, label, letter, Icon, run }) => (
				<MenuItem key={key} hint={letter} icon={<Icon size="1rem" aria-hidden="true" />} onSelect={() => run(message)}>
					{label}
				</MenuItem>
			))}
			{canDelete && (
				<>
					<MenuSeparator />
					<MenuItem danger icon={<Trash2 size="1rem" />} onSelect={() => askDelete(message)}>
						{t("delete")}
					</MenuItem>
				</>
			)}
		</>
	);
}
