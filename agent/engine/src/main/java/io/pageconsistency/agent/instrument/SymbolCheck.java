package io.pageconsistency.agent.instrument;

import java.io.IOException;
import java.util.List;
import java.util.Map;

import io.pageconsistency.agent.instrument.symbols.ClassFiles;
import io.pageconsistency.agent.instrument.symbols.ClassShape;
import io.pageconsistency.agent.instrument.symbols.Symbol;

/**
 * Checks that everything that a module needs exists in a copy, before any class of the copy is woven.
 *
 * <p>A hook for a missing method would never be called, and every program would look healthy. So if one symbol is missing, the
 * module does not cover the copy and names the symbol.
 */
final class SymbolCheck {
    private SymbolCheck() {
    }

    /**
     * @param prefix the part of the copy's names before the module's home
     * @param classFiles reads the copy's class files
     * @param shapes filled with what each class declares, by its name within the package
     * @return the first missing symbol, in words; null if none is missing
     */
    static String firstMissing(AllocatorModule module, String prefix, ClassFiles classFiles,
            Map<String, ClassShape> shapes) throws IOException {
        return firstMissing(module.classes(), prefix + module.home(), classFiles, shapes);
    }

    /** @param home the copy's package, with a dot at its end */
    static String firstMissing(List<WovenClass> classes, String home, ClassFiles classFiles, Map<String, ClassShape> shapes)
            throws IOException {
        for (WovenClass woven : classes) {
            byte[] classFile = classFiles.read(home + woven.name());
            if (classFile != null) {
                shapes.put(woven.name(), ClassShape.of(classFile));
            } else if (!woven.isAbsentInSome()) {
                return "class " + woven.name() + " has no class file";
            }
        }
        for (WovenClass woven : classes) {
            ClassShape shape = shapes.get(woven.name());
            for (Symbol symbol : shape == null ? List.<Symbol>of() : woven.symbols(shapes)) {
                if (!symbol.isIn(shape, home)) {
                    return woven.name() + "." + symbol + " not found";
                }
            }
        }
        return null;
    }
}
