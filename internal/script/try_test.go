package script
import ("testing";"os";"time";"fmt";"modernc.org/quickjs")
func TestTry(t *testing.T){
 for _,e:=range []string{"math","formula"} {
 b,_:=os.ReadFile("dist/"+e+".js"); c,_:=os.ReadFile("boot/common.js"); x,_:=os.ReadFile("boot/"+e+".js")
 src:="(function(){"+os.Getenv("STRICT")+"\n"+string(b)+"\nconst library=__"+e+";return (function(){\"use strict\";\n"+string(c)+"\n"+string(x)+"\n})();})()"
 vm,err:=quickjs.NewVM(); if err!=nil {t.Fatal(err)}
 t0:=time.Now()
 bc,err:=vm.Compile(src,quickjs.EvalGlobal); fmt.Println(e,"compile",time.Since(t0),len(bc),err)
 for i:=0;i<2;i++{
 v2,_:=quickjs.NewVM()
 t0=time.Now()
 o,err:=v2.EvalBytecodeValue(bc); fmt.Println("load",time.Since(t0),err)
 if err!=nil {t.Fatal(err)}
 o.Free()
 v2.Close()
 }
 t0=time.Now()
 o,err:=vm.EvalValue(src,quickjs.EvalGlobal); fmt.Println("load src",time.Since(t0),err)
 o.Free()
 vm.Close()
 }
}
