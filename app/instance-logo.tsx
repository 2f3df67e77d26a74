import { instanceIconUrl } from "@/lib/instance/settings";
import { Logo } from "./_ui/logo";
import { Picture } from "./_ui/picture";

/** The icon of the instance, or without one the logo. Decorative: the name is beside it, or its container has a label. */
export function InstanceLogo() {
	return (
		<Picture
			src={instanceIconUrl()}
			widths={[96, 256]}
			sizes="30px"
			className="size-7.5 shrink-0 rounded-[9px] object-cover"
		>
			<Logo />
		</Picture>
	);
}
