package io.pageconsistency.agent.instrument;

import java.io.IOException;
import java.util.List;
import java.util.Map;

import io.pageconsistency.agent.instrument.symbols.ClassFiles;
import io.pageconsistency.agent.instrument.symbols.ClassShape;
import io.pageconsistency.agent.instrument.symbols.Symbol;

/**
 * Looks for everything a module needs before anything of a copy is woven.
 *
 * <p>A hook whose method is not there would match nothing and every program would look healthy. So it is all or nothing:
 * one symbol missing and the module leaves the copy alone and says which it was.
 */
final class SymbolCheck {
    private SymbolCheck() {
    }

    /**
     * @param prefix what stands before the module's home in the copy's names
     * @param classFiles where the copy's class files are
     * @param shapes gets what each class declares, by its name within the package
     * @return the first symbol that is missing, in words; null when all are there
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
