package io.pageconsistency.agent.weaving;

import java.io.IOException;

import net.bytebuddy.dynamic.ClassFileLocator;

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
     * @return the first symbol that is missing, in words; null when all are there
     */
    static String firstMissing(AllocatorModule module, String prefix, ClassFileLocator classFiles) throws IOException {
        String home = prefix + module.home();
        for (WovenClass woven : module.classes()) {
            ClassFileLocator.Resolution file = classFiles.locate(home + woven.name());
            if (!file.isResolved()) {
                return "class " + woven.name() + " has no class file";
            }
            ClassShape shape = ClassShape.of(file.resolve());
            for (Symbol symbol : woven.symbols()) {
                if (!symbol.isIn(shape, home)) {
                    return woven.name() + "." + symbol + " not found";
                }
            }
        }
        return null;
    }
}
