package io.pageconsistency.agent.output.jfr;

import io.pageconsistency.fence.FenceFigures;
import io.pageconsistency.poison.PoisonFigures;

/**
 * How everything is checked, whatever the module.
 *
 * @param mode how thoroughly, in one word: longer texts that repeat themselves get lost at the end of a chunk on JDK 17
 */
public record Standing(String mode, PoisonFigures poison, FenceFigures fences) {
}
