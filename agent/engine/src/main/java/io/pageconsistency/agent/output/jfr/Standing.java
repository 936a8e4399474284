package io.pageconsistency.agent.output.jfr;

import io.pageconsistency.fence.FenceFigures;
import io.pageconsistency.poison.PoisonFigures;

/**
 * The state of the checks that apply to all modules.
 *
 * @param mode how thoroughly everything is checked, in one word; on JDK 17 longer texts that repeat get lost at the end of a chunk
 */
public record Standing(String mode, PoisonFigures poison, FenceFigures fences) {
}
