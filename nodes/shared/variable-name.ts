/** As Node-RED has it, with its older form `$(NAME)`: whatever stands between the brackets, but for white space. */
const VARIABLE = /^\$(?:\{(\S+)\}|\((\S+)\))$/;

/** The name in `${NAME}`, which Node-RED replaces before a node is made; undefined for all other values. */
export function variableName(value: unknown): string | undefined {
  const [, name, olderName] = (typeof value === 'string' ? VARIABLE.exec(value) : null) ?? [];
  return name ?? olderName;
}
