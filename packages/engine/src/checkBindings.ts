/** What every target asks of the tensors that a program is compiled against. Throws EngineError "bad-binding". */
import { formatType, isSameType, type Program } from "@downhill/ir";
import { type CompileBindings, type DeviceTensor, EngineError } from "./device.ts";

export function checkBindings(program: Program, { states, data }: CompileBindings): void {
  const names = new Map<DeviceTensor, { readonly kind: "state" | "data"; readonly name: string }>();
  const check = (kind: "state" | "data", types: Program["states"], tensors: CompileBindings["states"]): void => {
    for (const [name, declared] of Object.entries(types)) {
      const tensor = tensors[name];
      if (tensor === undefined) throw new EngineError("bad-binding", `No tensor is bound to the ${kind} "${name}".`);
      if (!isSameType(declared, tensor.type)) {
        throw new EngineError(
          "bad-binding",
          `The ${kind} "${name}" is ${formatType(declared)}, but its tensor is ${formatType(tensor.type)}.`,
        );
      }
      // A kernel that writes it by one name and reads or writes it by the other would have no defined result.
      const other = names.get(tensor);
      if (other !== undefined && (other.kind === "state" || kind === "state")) {
        throw new EngineError(
          "bad-binding",
          `One tensor is bound to both the ${other.kind} "${other.name}" and the ${kind} "${name}".`,
        );
      }
      names.set(tensor, { kind, name });
    }
  };
  check("state", program.states, states);
  check("data", program.data, data);
}
