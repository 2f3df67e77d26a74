import { classNames } from "@/app/_ui/class-names";
import { lettersOf, paletteOf } from "@/app/_ui/generated-look";

type Props = { name: string; src?: string | null /** In CSS pixels. */; size?: number; className?: string };

/** A place: always a rounded square. Decorative, because the name stands beside it or labels what holds it. */
export function ServerIcon({ name, src, size = 40, className }: Props) {
	return (
		<span
			aria-hidden="true"
			className={classNames(
				"grid shrink-0 select-none place-items-center overflow-hidden font-bold whitespace-nowrap text-white",
				className,
			)}
			style={{
				width: size,
				height: size,
				borderRadius: size * 0.3,
				fontSize: size * 0.375,
				lineHeight: 1,
				background: paletteOf(name).tile,
			}}
		>
			{src ? (
				// biome-ignore lint/performance/noImgElement: the image optimizer is off on purpose.
				<img src={src} alt="" className="size-full object-cover" />
			) : (
				lettersOf(name)
			)}
		</span>
	);
}
